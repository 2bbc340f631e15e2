"""All benchmarks, one after the other."""

from tests.benchmarks import drag, memory, next_token, pictures, report, slider, training, what_if

report.run(
    slider.measure,
    drag.measure,
    training.measure,
    memory.measure,
    what_if.measure,
    next_token.measure,
    pictures.measure,
)
