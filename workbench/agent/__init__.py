"""An agent: a model, or a few rules, that reaches a goal by calling tools, one after the other."""
