"""Jupyter's server, with the settings of the set-up, saves notebooks whose controls have no program."""

import asyncio
import copy
import json
import os
import tempfile
import unittest

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from traitlets.config import PyFileConfigLoader

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
SETTINGS = PyFileConfigLoader("jupyter_server_config.py", path=os.environ["JUPYTER_CONFIG_DIR"]).load_config()
STATES = {
    "box": {"state": {"children": ["IPY_MODEL_slider"], "layout": "IPY_MODEL_layout"}},
    "slider": {"state": {"value": 3}},
    "layout": {"state": {}},
    "other": {"state": {}},
}


def notebook(states):
    outputs = [{"output_type": "display_data", "metadata": {}, "data": {"text/plain": "[figure]", VIEW: {"model_id": "box"}}}]
    cell = {"cell_type": "code", "execution_count": 1, "id": "a", "metadata": {}, "source": "", "outputs": outputs}
    metadata = {} if states is None else {"widgets": {STATE: {"version_major": 2, "version_minor": 0, "state": states}}}
    return {"cells": [cell], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


class Saving(unittest.TestCase):
    def saved(self, *notebooks):
        """What is in the file when these have been saved one after the other: its controls, and what the output shows."""
        with tempfile.TemporaryDirectory() as folder:
            manager = AsyncLargeFileManager(root_dir=folder, config=SETTINGS)
            for nb in notebooks:
                asyncio.run(manager.save({"type": "notebook", "content": copy.deepcopy(nb)}, "n.ipynb"))
            with open(os.path.join(folder, "n.ipynb"), encoding="utf-8") as f:
                nb = json.load(f)
        states = nb["metadata"].get("widgets", {}).get(STATE, {}).get("state")
        return states, VIEW in nb["cells"][0]["outputs"][0]["data"]

    def test_live_controls(self):
        self.assertEqual(self.saved(notebook(STATES)), (STATES, True))

    def test_controls_of_the_file_stay_with_their_parts(self):
        want = {name: STATES[name] for name in ("box", "slider", "layout")}
        self.assertEqual(self.saved(notebook(STATES), notebook({}), notebook({})), (want, True))

    def test_a_control_that_nobody_knows_gives_way_to_its_picture(self):
        self.assertEqual(self.saved(notebook({})), ({}, False))

    def test_a_front_end_that_stores_no_controls(self):
        self.assertEqual(self.saved(notebook(None)), (None, True))


if __name__ == "__main__":
    unittest.main()
