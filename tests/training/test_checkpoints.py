import pytest
import torch
from torch import nn

from workbench.errors import DataError
from workbench.models.decoder import Decoder
from workbench.models.letters import Letters, letter_loss, letters_right
from workbench.training.checkpoints import load_checkpoint, save_checkpoint
from workbench.training.loop import train

WORDS = ["anna", "ada", "otto", "emil", "ella", "max", "tom", "lea"]
LETTERS = Letters.of(WORDS)


def make():
    generator = torch.Generator().manual_seed(3)
    model = Decoder(LETTERS.signs, 6, 16, 1, 1, generator)
    return model, torch.optim.AdamW(model.parameters(), 1e-2), generator


def learn(model, optimiser, generator, epochs):
    rows = LETTERS.questions(WORDS, 6)
    run = train(
        model, optimiser, rows, rows, epochs=epochs, batch_size=3, generator=generator, loss=letter_loss,
        measure=letters_right,
    )  # fmt: skip
    return [epoch for epoch in run if epoch is not None][-1]


def test_a_training_that_was_stopped_goes_on_as_if_it_never_was(tmp_path):
    whole = make()
    unbroken = learn(*whole, 6)
    first = make()
    learn(*first, 2)
    save_checkpoint(tmp_path / "names.pt", *first, epoch=2)
    again = make()
    assert load_checkpoint(tmp_path / "names.pt", *again) == 2
    assert learn(*again, 4).training_loss == unbroken.training_loss
    for ours, theirs in zip(again[0].parameters(), whole[0].parameters(), strict=True):
        assert torch.equal(ours, theirs)


def test_a_kill_while_it_is_written_leaves_the_old_one(tmp_path, monkeypatch):
    file, state = tmp_path / "names.pt", make()
    save_checkpoint(file, *state, epoch=1)

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("workbench.training.checkpoints.os.replace", killed)
    with pytest.raises(KeyboardInterrupt):
        save_checkpoint(file, *state, epoch=2)
    assert load_checkpoint(file, *state) == 1


def test_what_is_no_checkpoint_of_this_model_is_refused(tmp_path):
    file, state = tmp_path / "names.pt", make()
    for spoil in (
        lambda: None,
        lambda: file.write_bytes(b"nothing of the kind"),
        lambda: torch.save({"model": nn.Linear(2, 2).state_dict()}, file),
        lambda: torch.save([1, 2], file),
    ):
        spoil()
        with pytest.raises(DataError) as error:
            load_checkpoint(file, *state)
        assert str(error.value).startswith("`file` must be a checkpoint of a model of this shape; got names.pt (")
        assert str(error.value).endswith("Make the model as it was made before, or begin anew.")
