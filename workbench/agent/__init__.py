"""An agent: somebody who decides, step by step, which tool to call until a goal is reached. On LangGraph.

desk.py      what the agent of the help desk may read, and where it writes drafts
query.py     one SELECT on a database that cannot be changed
tools.py     the five tools: typed functions, of which LangChain makes schemas
calls.py     one call with limits: whatever happens is an observation
state.py     what travels along the graph
graph.py     plan, check, approve, act, observe: the graph, its checkpoints
guards.py    reasons to say no, in code and not in a prompt
faults.py    tools that fail now and then, to see who mends their own errors
attacks.py    hostile texts of our own, and whether they worked
planners/    who decides what to do next
mcp_server.py  the same tools for any assistant that speaks the Model Context Protocol
"""
