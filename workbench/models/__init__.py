"""What is trained. Each file holds one kind of model.

polynomial.py   a curve through points, with a ridge penalty
mlp.py          a small neural network in torch, the same on every run
tabular.py      tables made ready for a model: categories, scales, training and validation rows
trees.py        decision trees and boosted forests, scored at each size they can have
scored.py       yes-or-no cases with a score each
forecasts.py    three forecasts of the Bikes hours
clusters.py     k-means for each number of groups
rows.py         a linear model and boosted trees, scored with so many rows
"""
