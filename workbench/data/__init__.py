"""What is done to data before a model sees it.

profile.py      what is in a table: types, gaps and the reason for them
clean.py        times, units, lost decimal points, rules that no longer hold
duplicates.py   rows that came twice, word for word or nearly
changes.py      a log of every change, so that another person can follow it
schema.py       what a clean table must look like; it fails loudly
label.py        wrong labels, agreement of two people, noise on purpose
synthesise.py   tables of people who do not exist
likeness.py     how good such a table is: fidelity, use, privacy, bias
mask.py         personal data in texts, found and masked
access.py       who read what, in a log that cannot be changed unnoticed
poison.py       a planted trigger, and the hunt for it
membership.py   who was in the training set? What an overfitted model gives away
split.py        rows to learn from, to choose by, to judge by
"""
