"""Who decides what to do next. All are called alike: a goal and the trace so far in, an action out.

rules.py      a list of conditions, written by hand
nearest.py    the examples whose meaning is nearest, by MiniLM
prompted.py   SmolLM2, told the tools and some examples, free to say nothing but the name of a tool
gullible.py   obeys what it reads: scripted, to show what an injection does
orders.py     what a text tells its reader to do
tuned.py      SmolLM2 with an adapter that has learned from traces
server.py     any server that speaks OpenAI's protocol, if you name one
choosing.py   makes a planner of whatever only weighs tools
arguments.py  fills the arguments of the chosen tool, from the goal alone
wishes.py     what a goal asks for, by its words
examples.py   goals with the tools that reach them, to learn from
"""
