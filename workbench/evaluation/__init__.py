"""How good a model is.

metrics.py   precision, recall and F1 of yes-or-no answers; the error of a number
"""
