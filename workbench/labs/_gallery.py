"""All labs as small pictures, phase by phase. `python -m workbench.labs._gallery` draws the pictures anew."""

from __future__ import annotations

import base64
from html import escape
from importlib.resources import files

from workbench.labs import LABS, PHASES

TITLES = {
    "p1_problem": "1 · Problem and data design",
    "p2_data": "2 · Data engine",
    "p3_architecture": "3 · Architecture",
    "p4_training": "4 · Training and optimisation",
    "p5_deployment": "5 · Deployment and feedback",
    "p6_agents": "6 · Agents",
    "p7_edge": "7 · Edge, cloud, hybrid",
    "p8_ethics": "8 · Ethics and sovereignty",
}
WIDTH = 640  # CSS px at which a lab is drawn; its small picture has half of that
CARD = (
    '<figure style="margin:0;border:1px solid #80859055;border-radius:8px;padding:10px;display:flex;'
    'flex-direction:column;gap:6px"><img src="data:image/webp;base64,{picture}" alt="" '
    'style="width:100%;aspect-ratio:16/9;object-fit:contain;background:#fff;border-radius:5px">'
    "<strong>{title}</strong><span>{question}</span>"
    '<code style="margin-top:auto;user-select:all;white-space:pre-wrap">{line}</code></figure>'
)


class Gallery:
    """Left on the last line of a cell, it shows the labs; printed, it lists them."""

    def __repr__(self) -> str:
        return "\n\n".join(
            "\n".join([TITLES[phase], *(f"  {LABS[name].title:<28} {opener(name)}" for name in names)])
            for phase, names in PHASES.items()
        )

    def _repr_html_(self) -> str:
        return "".join(
            f'<h3>{TITLES[phase]}</h3><div style="display:grid;gap:12px;'
            f'grid-template-columns:repeat(auto-fill,minmax(220px,1fr))">{"".join(map(_card, names))}</div>'
            for phase, names in PHASES.items()
        )


def opener(name: str) -> str:
    """The line that opens a lab."""
    return f"from workbench.labs import {name}; {name}.show()"


def picture(name: str) -> bytes:
    """The small picture of a lab, as WebP."""
    (phase,) = (phase for phase, names in PHASES.items() if name in names)
    return files(f"{__package__}.{phase}").joinpath(f"{name}.webp").read_bytes()


def _card(name: str) -> str:
    lab = LABS[name]
    return CARD.format(
        picture=base64.b64encode(picture(name)).decode(),
        title=escape(lab.title),
        question=escape(lab.question),
        line=escape(opener(name)),
    )


def draw() -> None:
    """Write the small picture of every lab beside it; takes about a minute."""
    import io
    from pathlib import Path

    from PIL import Image

    for phase, names in PHASES.items():
        for name in names:
            lab, page = LABS[name], io.BytesIO()
            lab.picture(lab.run(), width=WIDTH).savefig(page, format="png")
            image = Image.open(page).convert("RGB")
            image.thumbnail((WIDTH // 2, WIDTH))
            image.save(Path(__file__).with_name(phase) / f"{name}.webp", quality=70, method=6)


if __name__ == "__main__":
    draw()
