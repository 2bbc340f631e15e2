"""Workbench: guided notebooks and live labs for building an AI model, from the problem to the explanation."""

__version__ = "0.1.0"
