"""Settings of the Jupyter server. They hold wherever `nbconfig/` stands in JUPYTER_CONFIG_PATH."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))

from careful_contents import CarefulContents  # noqa: E402 - found through the line above
from first_look import begin_with_room_for_labs  # noqa: E402

c = get_config()  # noqa: F821 - Jupyter provides it

# A notebook from elsewhere runs nothing when it is opened.
c.ServerApp.contents_manager_class = CarefulContents

# Nothing leaves this machine: no news, no look for updates, no list of extensions.
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"

# A quiet terminal that Ctrl-C closes at once; notebooks are saved by the page, not by the server.
c.Application.log_level = "WARN"
c.ServerApp.answer_yes = True

# No pings between server and page. Tornado warns of their default time limit, and any limit that it accepts is so
# short that the server hangs up after the first ping.
c.ServerApp.tornado_settings = {"ws_ping_interval": 0}

# What server and kernel tell each other is encrypted. Measured cost for a lab's picture: none.
c.KernelManager.transport_encryption = "auto"

# In a container there is often only root. The server listens to this machine alone, and asks for a token.
c.ServerApp.allow_root = True

# At the very first start both side bars are closed: a lab needs their room. What a learner opens later stays open.
begin_with_room_for_labs()
