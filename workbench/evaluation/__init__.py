"""How good a model is.

metrics.py      precision, recall and F1 of yes-or-no answers; the error of a number
thresholds.py   where to cut a score, and what the errors cost
calibration.py  whether a model knows when it is right, and what "I do not know" costs
repeats.py      a score measured a few times, and how sure its mean is
copies.py       whether a model that writes copies what it learned from
forecasts.py    MAE, RMSE, MAPE and sMAPE of a forecast, and which hours make them
groups.py       who is in a table, and how common yes is in each group
suite_file.py   a test suite in a file, and what is wrong with it in sentences
suite.py        a system on a suite: shares by group, ship or not
risk.py         risk tiers of the EU AI Act: questions, and what follows from a yes
ai_act_dates.py from which day its rules apply, and what that was checked against
"""
