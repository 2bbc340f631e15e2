"""The widget engine: turns a plain generator into a live picture. It knows nothing of machine learning.

spec.py      controls, Frame, Lab (standard library alone)
run.py       drives generators in one thread: newest settings win, nothing queues
style.py     how pictures look: ink, axes, legends, where panels stand
picture.py   a persistent matplotlib figure, redrawn cheaply, encoded
view.py      the widget: the one place that imports anywidget and ipywidgets
page.js/css  what runs in the browser; with controls.js, and link.js which talks with the kernel
"""
