"""The widget engine: turns a plain generator into a live picture. It knows nothing of machine learning.

spec.py      what a lab is made of: controls, settings, frames (standard library alone)
drawn.py     a drawing as a value, and the short text that stands for it
run.py       drives generators in one thread: newest settings win, nothing queues
style.py     how pictures look: ink and axes; marks.py has the marks that recur
layout.py    where the panels of a picture stand
picture.py   a persistent matplotlib figure, redrawn cheaply, encoded
pins.py      pinned runs as plain data; pin_lines.py draws their curves
kept.py      offers pins and sweeps to whoever keeps a log of runs
sweep.py     many runs of a lab, with or without a page; sweeping.py does them behind a lab, sweep_picture.py draws them
compare.py   what a lab keeps beside its run: pins, sweeps; save.py makes files, share.py short texts
view.py      the widget: the one place that imports anywidget and ipywidgets
handout.py   a lab as one HTML file, with the pictures of shelf.py and the settings of listed.py
lab.py       Lab, on top of all: it shows itself
page.js/css  what runs in the browser; with controls.js, sheets.js, combobox.js, finder.js, more.js (the menu), pins.js
             (the table), sweep.js, and link.js, which talks with the kernel; handout.js stands in for it
"""
