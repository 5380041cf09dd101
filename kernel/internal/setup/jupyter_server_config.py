"""Jupyter's server saves a notebook without losing the controls that it shows.

JupyterLab stores only the controls whose programs live. A notebook that is opened without them, and saved,
would lose the last state of its sliders, and show an error in the place of each.
"""

import json
import re
import warnings

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"


def stored_states(file):
    """The controls that a notebook's file holds, by id."""
    try:
        with open(file, encoding="utf-8") as f:
            return json.load(f)["metadata"]["widgets"][STATE]["state"]
    except (OSError, ValueError, LookupError, TypeError):
        return {}


def with_parts(ids, states):
    """Those of the states that have one of the ids, and all that they refer to."""
    found, wanted = {}, set(ids)
    while wanted:
        state = states.get(key := wanted.pop())
        if state is not None and key not in found:
            found[key] = state
            wanted.update(re.findall(r'"IPY_MODEL_(\w+)"', json.dumps(state)))
    return found


def keep_controls(model, path, contents_manager, **_):
    """Take a control that JupyterLab leaves out from the file as it is; failing that, leave out the control,
    so that the picture beside it shows."""
    if model["type"] != "notebook":
        return
    notebook = model["content"]
    stored = notebook.get("metadata", {}).get("widgets", {}).get(STATE)
    if stored is None:  # this front end stores no controls
        return
    outputs = [o["data"] for cell in notebook["cells"] for o in cell.get("outputs", []) if VIEW in o.get("data", {})]
    missing = {o[VIEW]["model_id"] for o in outputs} - stored["state"].keys()
    if not missing:
        return
    before = with_parts(missing, stored_states(contents_manager._get_os_path(path)))
    stored["state"] = {**before, **stored["state"]}
    for output in outputs:
        if output[VIEW]["model_id"] not in stored["state"] and len(output) > 1:
            del output[VIEW]


c = get_config()  # noqa: F821, traitlets gives it
c.FileContentsManager.pre_save_hook = keep_controls
# The server looks at the setting twice, and takes it for a second one.
warnings.filterwarnings("ignore", "Overriding existing pre_save_hook")
