"""A class on one computer: each learner gets a JupyterLab of their own, with their own copy of the notebooks.

In an environment that `start` or conda has made, add JupyterHub and its proxy. Choose a password of 8 letters or more:

    WORKBENCH_PASSWORD=... jupyterhub -f nbconfig/jupyterhub_config.py

Learners open port 8000 of this computer, and log in with any name and that password. All their servers belong to the
user who runs the hub: right for a room of people who trust each other, wrong for the open internet.
"""

import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CLASSROOM = Path.home() / "workbench-classroom"  # one folder a learner; delete it after the course
sys.path.insert(0, str(ROOT))

from workbench.setup import jupyter  # noqa: E402 - found through the line above

c = get_config()  # noqa: F821 - JupyterHub provides it


def give_notebooks(spawner) -> None:
    """Copy the notebooks for a learner who comes for the first time."""
    home = CLASSROOM / spawner.user.name
    if not home.exists():
        shutil.copytree(ROOT / "notebooks", home)


c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = os.environ["WORKBENCH_PASSWORD"]
c.Authenticator.allow_all = True
c.Authenticator.username_pattern = r"^[a-z0-9_-]{1,32}\Z"  # it becomes the name of a folder

c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = str(CLASSROOM / "{username}")
c.Spawner.default_url = jupyter.first_page(ROOT)
c.Spawner.pre_spawn_hook = give_notebooks
# Many learners share few cores: one thread each is faster for all of them.
c.Spawner.environment = {
    **jupyter.variables(Path(sys.executable), ROOT, {"PATH": os.environ["PATH"]}),
    "OMP_NUM_THREADS": "1",
}
