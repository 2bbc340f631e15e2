"""How a model learns.

loop.py         the training loop, as a generator of epochs
optimisers.py   torch's optimisers by name
descent.py      the same rules in a few lines each, to read and to race
search.py       hyperparameter search with Optuna, trial by trial
distillation.py a small network learns from the answers of a large one
teacher_card.py whose model teaches, and what rights that needs
reward.py       a model practises for a reward: policy gradient, KL, preferences (DPO)
checkpoints.py  a training that is taken up again where it ended
adapters.py     LoRA: a few new weights beside a language model, which itself stays as it is
surfaces.py     landscapes to walk down, each with its slope
"""
