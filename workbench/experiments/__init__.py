"""What happens if? Each file computes what one lab or more show: a case or a model in, numbers out; remembered.

shipped.py         the project's own cases, read once
own.py             somebody's own case made ready for all this
own_model.py       somebody's own model and rows, and all that is asked about it
judging.py         the score by which answers for a case are judged
replay.py          a long computation, carried on as far as somebody asks, and played again
trees.py           decision trees and boosted forests, scored at each size they can have
learning_curve.py  a linear model and boosted trees, scored with so many rows
plane.py           two columns as a map, and what a model answers everywhere on it
zoo.py             models of several families: score, seconds, milliseconds, size
tuning.py          what a search tries on a case, and how the methods of searching compare
scored.py          yes-or-no cases with a score each
forecasting.py     three forecasts of the next hours
leaks.py           six mistakes in judging a model: what each promises, and what is true
leak_tables.py     small tables for them, with many fresh rows
treat.py           treatments for the faults of the tickets, and what each does to a model
poisoned.py        a network that learns from poisoned pictures, and one without the suspects
pictures.py        networks for the pictures of a case, and a training run that is remembered
distilling.py      a large network teaches a small one to read digits, in four ways
sorting.py         a tiny transformer sorts digits: imitation, then practice for a reward
transfer.py        few labelled photographs: from scratch, or with borrowed eyes
photographs.py     photographs to try a kernel on
training_rows.py   rows to train on, as tensors
next_token.py      what may come after a text, and texts that are drawn
facts.py           what a language model says of sixty facts
heads.py           where the heads of a language model look
ticket_texts.py    the messages of the tickets as points, by meaning and by words
few_labels.py      classifiers of these messages that learn from few labels
pretraining.py     a small GPT learns to write names, and what it copies
second_list.py     a model that writes one kind of names learns another kind
desk.py            messages and replies of the shop to learn from, and a test for answers
fine_tuning.py     a language model with an adapter learns to answer like the desk
assistant.py       four versions of an assistant for the tickets
language_assistant.py  SmolLM2 as that assistant, by examples in its prompt
suite_systems.py   four versions of a system for each of the test suites
suite_runs.py      two systems on one suite, case by case
worth.py           eight models from small to large: what a month of each costs and brings
serving.py         services that labs send requests to, started when somebody asks
months.py          a table month by month: what has moved, and how wrong a model is by then
month_groups.py    the same errors by group
agent_planners.py  planners for an agent, made ready step by step
agents.py          an agent at work on one goal, node by node
agent_goals.py     goals for it, each with what must come of it
planning.py        which planner solves which goals of a suite
guarded_runs.py    agents under guards, with a person who is asked
injections.py      hostile texts: who obeys, which guard stops it, what it costs
few_bits.py        a network with 1 to 8 bits a weight
fewer_weights.py   the same network with weights removed
explained.py       models to explain, and their explainers
"""
