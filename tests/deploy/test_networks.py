"""A network that reads images, as a service: the same probabilities, and a picture of another size is refused."""

from __future__ import annotations

import httpx
import numpy as np
import pytest
import torch

from tests.deploy.test_app import TOKEN, started
from workbench import deploy
from workbench.deploy.convert import ConversionError
from workbench.errors import DataError
from workbench.models.cnn import CNN


@pytest.fixture(scope="module")
def network():
    return CNN(16, (4, 8), 3, torch.Generator().manual_seed(0)).eval()


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(0).uniform(0, 1, (300, 1, 16, 16)).astype(np.float32)


def test_the_service_sees_what_the_network_sees(network, images, tmp_path):
    made = deploy.export(network, images, tmp_path / "service", classes=["cat", "dog", "cow"], title="Animals")
    assert made.model == "model.onnx" and made.compared == 300 and made.difference < 1e-5
    with torch.no_grad():
        wanted = torch.softmax(network(torch.from_numpy(images[:7])), 1).numpy()
    process, url = started(tmp_path / "service", SERVICE_LOG=str(tmp_path))
    try:
        with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=30) as client:
            rows = [{"image": image.tolist()} for image in images[:7]]
            answer = client.post("/predict", json={"rows": rows}).json()
            np.testing.assert_allclose(answer["probabilities"], wanted, atol=1e-5)
            assert answer["predictions"] == [["cat", "dog", "cow"][place] for place in wanted.argmax(1)]
            small, bright = images[0, :, :8].tolist(), (images[0] + 5).tolist()
            for wrong in (small, bright, images[0, 0].tolist(), None, "cat", [[["a"] * 16] * 16]):
                refused = client.post("/predict", json={"rows": [{"image": wrong}]})
                assert refused.status_code == 422 and refused.json()["detail"][0]["field"].startswith("rows.0.image")
    finally:
        process.terminate()
        process.wait(20)


def test_a_table_is_not_compared_with_images(network, images, tmp_path):
    import polars as pl

    deploy.export(network, images, tmp_path / "service")
    with pytest.raises(DataError, match="takes images"):
        deploy.check(tmp_path / "service", pl.DataFrame({"image": [1.0]}))


def test_what_is_no_image_or_no_class_is_refused(network, images, tmp_path):
    with pytest.raises(ConversionError, match=r"must be images of the shape .* got \(300, 256\)"):
        deploy.export(network, images.reshape(300, -1), tmp_path / "service")
    with pytest.raises(DataError, match="got 2 names for 3 scores"):
        deploy.export(network, images, tmp_path / "service", classes=["cat", "dog"])
    assert not (tmp_path / "service").exists()
