"""What belongs to the help desk's tickets alone.

repair.py   times, units, and rules that no longer hold
schema.py   what a clean table of tickets must look like
"""
