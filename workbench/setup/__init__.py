"""What the commands of `python3 -m workbench` do. Standard library alone.

packages.py     what is needed, what was tested, what an environment holds
requirements.py which files may be installed, by their hashes; renew.py writes the lists
environment.py  finds an environment that fits, or makes, mends and stamps `.venv`
lock.py         one set-up at a time
process.py      starts other programs, so that they end with this one
advisories.py   known weaknesses of package versions, from a list that comes with the release
pip.py          runs pip and turns its output into a line of progress
console.py      the line that is rewritten, and tables
jupyter.py      how JupyterLab is called: port, address, environment variables
browser.py      finds a Chromium, Chrome or Edge for the tests
kept.py         what is kept outside of the project: what was made once, and the runs
start.py test.py doctor.py reset.py   the commands
"""
