"""Why a model gives the answer it gives: shares of credit for each feature, after Shapley.

explain(model, X, background)    which shap explainer fits, and its values for the features a person knows
Explainer(model, background)     the same in two steps: prepared once, called often
what_if(explainer, row, ...)     what changes in one answer when one or two facts change
overview.py                      many rows at once: importance, swarms, dependence, twins
sampling.py                      Shapley values by walking random orders, as a stream of estimates
feature_maps.py                  what the layers of a convolutional network see
grad_cam.py                      where on a picture a network looks

Nothing here draws: hand the result to `shap.plots`, or to a lab.
"""

from workbench.explain.explainer import Explainer, explain
from workbench.explain.methods import Method
from workbench.explain.what_if import WhatIf, nearest_other, what_if

__all__ = ["Explainer", "Method", "WhatIf", "explain", "nearest_other", "what_if"]
