"""Photographs to try a kernel on, grey and square."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

SIDE = 240  # px
# Both come with scikit-learn, under CC BY 2.0.
FILES = {"temple": "china.jpg", "flower": "flower.jpg"}
CREDITS = {"temple": "Photograph: danielbuechele, CC BY 2.0.", "flower": "Photograph: dany13, CC BY 2.0."}


@lru_cache(maxsize=4)
def photograph(name: str) -> np.ndarray:
    """Its middle as grey levels from 0 (black) to 255 (white), shape (240, 240).

    Args:
        name: "temple" or "flower".
    """
    from PIL import Image
    from sklearn.datasets import load_sample_image

    grey = Image.fromarray(load_sample_image(FILES[name])).convert("L")
    edge = min(grey.size)
    left, top = ((length - edge) // 2 for length in grey.size)
    square = grey.crop((left, top, left + edge, top + edge)).resize((SIDE, SIDE), Image.Resampling.BILINEAR)
    return np.asarray(square)
