"""Data and models under attack, and what protects them.

mask.py         personal data in texts, found and masked
access.py       who read what, in a log that cannot be changed unnoticed
poison.py       a planted trigger, and the hunt for it
membership.py   who was in the training set? What an overfitted model gives away
"""
