"""Writes the state that Python's ipywidgets gives each of the models, for the tests of
package notebook to compare with:  python states.py > states.json

It needs ipywidgets 8, from the Python Package Index.
"""

import json
import sys

import ipywidgets as w
from ipywidgets.widgets.widget import _instances


def expand(widget):
    """The widget's state, with that of each widget it refers to in its place."""
    state = {}
    for name, value in widget.get_state().items():
        state[name] = inside(value)
    return state


def inside(value):
    if isinstance(value, str) and value.startswith("IPY_MODEL_"):
        return expand(_instances[value.removeprefix("IPY_MODEL_")])
    if isinstance(value, (list, tuple)):
        return [inside(v) for v in value]
    if isinstance(value, (bytes, memoryview)):
        return {"bytes": bytes(value).decode()}
    return value


slider = w.IntSlider(description="epoch", min=0, max=10, value=0, step=1)
play = w.Play(min=0, max=10, value=0, interval=200)
models = {
    "Slider": w.FloatSlider(description="w", min=-5.0, max=5.0, value=1.0, step=0.1),
    "Slider.Step": w.FloatSlider(description="w", min=-5.0, max=5.0, value=1.0, step=0.25, readout_format=".2f"),
    "LogSlider": w.FloatLogSlider(description="η", min=-3.0, max=1.0, value=0.1, step=0.05),
    "NumberField": w.BoundedFloatText(description="x", min=0.0, max=1.0, value=0.5),
    "IntSlider": w.IntSlider(description="layers", min=1, max=9, value=3),
    "Dropdown": w.Dropdown(description="category", options=["A", "B"]),
    "Checkbox": w.Checkbox(description="momentum", value=True),
    "Button": w.Button(description="Add point"),
    "Player": w.HBox([play, slider]),
    "Link": w.jslink((play, "value"), (slider, "value")),
    "Progress": w.FloatProgress(description="steps", max=10.0),
    "Image": w.Image(value=b"<svg/>", format="svg+xml", layout=w.Layout(align_self="flex-start")),
    "Label": w.Label(value="$x^2$"),
    "Paragraph": w.HTML(value="<b>bold</b>"),
    "HBox": w.HBox([w.Label(value="a")], layout=w.Layout(width="50%")),
    "VBox": w.VBox([w.Label(value="a")]),
}
states = {"ipywidgets": w.__version__, "protocol": w.widget.__protocol_version__}
states["models"] = {name: expand(m) for name, m in models.items()}
json.dump(states, sys.stdout, indent=1, sort_keys=True, ensure_ascii=False)
print()
