"""Workbench: guided notebooks and live labs for building an AI model, from the problem to the explanation.

cases       the data sets of the course, and your own CSV
data        profile, clean, encode, label, split
security    private data, poison, and who was in the training set
evaluation  metrics, fairness, cost
models      what is trained
training    the loop that trains it, as a generator of epochs
explain     why a model said what it said
deploy      from a model to a service that is watched, and ages
agent       from a model that answers to one that acts
experiments what happens if? What the labs compute
runs        every training you record: what, scores, seconds
labs        live experiments, one file each; `labs.gallery()` shows them
live        the engine that runs a lab on the page
course      exercises, quizzes, predictions, progress
setup       what `python3 -m workbench start` does on a bare Python
cache       what is made once and kept outside of the project
installed   files that lie in installed packages
threads     one processor for small work
home        where your progress and your runs lie
errors      errors that say what to do next

Importing this package imports none of them: `from workbench import cases, labs` takes what you need.
"""

import os

__version__ = "0.1.0"

# ONNX Runtime reports to its maker (from 1.29 on), unless this stands there before it is first imported.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
# LangChain reports every step of an agent to a service, where a variable asks for it. Here nothing leaves the machine.
for _name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING"):
    os.environ[_name] = "false"
