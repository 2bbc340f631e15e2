"""What is done to data before a model sees it.

profile.py      what is in a table: types, gaps and the reason for them
outliers.py     values far from all others, such as lost decimal points
encode.py       tables made ready for a model: categories, scales, training and validation rows
duplicates.py   rows that came twice, word for word or nearly
changes.py      a log of every change, so that another person can follow it
schema.py       a table checked against a schema; it fails loudly
label.py        wrong labels, agreement of two people, noise on purpose
synthesise.py   tables of people who do not exist
likeness.py     how good such a table is: fidelity, use, privacy, bias
pictures.py     pictures moved, turned, thickened, centred
split.py        rows to learn from, to choose by, to judge by
"""
