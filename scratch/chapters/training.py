"""The training loop."""

from dataclasses import dataclass, field

from ..engine.checks import check_has, check_not_negative, check_positive
from ..engine.grad_mode import no_grad
from ..optim.lr_scheduler import ReduceLROnPlateau
from .resume import TrainingState


@dataclass
class History:
    """What a training saw, one entry for each epoch.

    Attributes
    ----------
    loss : list of float
        Mean training loss, without penalty.
    validation : list of float
        Mean loss on the validation set, if there is one.
    lr : list of float
        Learning rate of the first parameter group.
    best_epoch : int or None
        Epoch whose weights early stopping restored.
    """

    loss: list = field(default_factory=list)
    validation: list = field(default_factory=list)
    lr: list = field(default_factory=list)
    best_epoch: int | None = None

    def state_dict(self):
        """Return everything."""
        return dict(vars(self))

    def load_state_dict(self, state_dict):
        """Take over what `state_dict` returned."""
        vars(self).update(state_dict)

    def _repr_html_(self):
        columns = {"loss": self.loss, "validation": self.validation, "lr": self.lr}
        columns = {name: values for name, values in columns.items() if values}
        head = "".join(f"<th>{name}</th>" for name in ("epoch", *columns))
        rows = "".join(
            f"<tr><td>{epoch}</td>{''.join(f'<td>{v:.4g}</td>' for v in values)}</tr>"
            for epoch, values in enumerate(zip(*columns.values()))
        )
        return f"<table><tr>{head}</tr>{rows}</table>"


def fit(
    model,
    loss,
    optimizer,
    train,
    *,
    epochs,
    scheduler=None,
    penalty=None,
    validation=None,
    early_stopping=None,
    callbacks=(),
    progress=False,
    checkpoint=None,
    checkpoint_every=None,
):
    """Train a model.

    Parameters
    ----------
    model, loss : Module
    optimizer : Optimizer
    train, validation : DataLoader
        Of (input, target) batches.
    epochs : int
    scheduler : learning-rate schedule, optional
        Stepped after every epoch; ReduceLROnPlateau sees the validation loss.
    penalty : callable, optional
        From the model to a term that is added to every batch's loss.
    early_stopping : EarlyStopping, optional
        Needs `validation`; the best weights are restored at the end.
    callbacks : sequence of Callback
    progress : bool
        Show a progress bar.
    checkpoint : path, optional
        Where to save the training after every epoch. If the file exists, the training
        goes on from it, and ends exactly as if it had never stopped.
    checkpoint_every : int, optional
        Save after so many steps of an epoch, too.

    Returns
    -------
    history : History

    Raises
    ------
    ValueError
        If epochs is negative, validation is missing where something needs it, or the
        file is damaged or of another training.
    """
    check_has("model", model, "state_dict")
    check_has("optimizer", optimizer, "param_groups")
    check_has("train", train, "__iter__")
    check_not_negative("epochs", epochs)
    if checkpoint_every is not None:
        check_positive("checkpoint_every", checkpoint_every)
    plateau = isinstance(scheduler, ReduceLROnPlateau)
    if validation is None and (early_stopping is not None or plateau):
        raise ValueError("early stopping and ReduceLROnPlateau need validation")
    history = History()
    parts = {
        "model": model,
        "optimizer": optimizer,
        "scheduler": scheduler,
        "early_stopping": early_stopping,
        **{f"callback {i}": callback for i, callback in enumerate(callbacks)},
        "history": history,
    }
    standing = TrainingState(
        {name: part for name, part in parts.items() if part is not None},
        (train, validation),
        checkpoint,
        checkpoint_every,
    )
    standing.load()
    for epoch in epoch_bar(standing, epochs, progress):
        if standing.batch == 0:
            history.lr.append(optimizer.param_groups[0]["lr"])
        history.loss.append(
            train_epoch(model, loss, optimizer, train, penalty, callbacks, standing)
        )
        if validation is not None:
            history.validation.append(evaluate(model, loss, validation))
        for callback in callbacks:
            callback.on_epoch(model, history)
        stopped = early_stopping is not None and early_stopping.update(
            model, epoch, history.validation[-1]
        )
        if scheduler is not None and not stopped:
            scheduler.step(*history.validation[-1:] if plateau else ())
        standing.next_epoch(stopped)
    if early_stopping is not None:
        early_stopping.restore(model)
        history.best_epoch = early_stopping.best_epoch
    return history


def train_epoch(model, loss, optimizer, train, penalty, callbacks, standing):
    """Run what is left of an epoch; return its mean loss, without penalty."""
    model.train()
    for input, target in standing.batches(train):
        for callback in callbacks:
            input, target = callback.on_batch(input, target)
        optimizer.zero_grad()
        output = loss(model(input), target)
        cost = output if penalty is None else output + penalty(model)
        cost.backward()
        optimizer.step()
        for callback in callbacks:
            callback.on_step(model)
        standing.step(output.item(), len(input))
    return standing.total / max(standing.count, 1)


@no_grad()
def evaluate(model, loss, loader):
    """Return the mean loss over a loader's examples, in evaluation mode."""
    return average(model, loader, lambda output, target: loss(output, target).item())


@no_grad()
def accuracy(model, loader):
    """Return the share of examples whose largest output is the labelled one."""
    return average(
        model,
        loader,
        lambda output, target: (output.argmax(1) == target).double().mean().item(),
    )


def average(model, loader, measure):
    """Return the mean of `measure` over the examples, in evaluation mode."""
    check_has("model", model, "training")
    training = model.training
    model.eval()
    total, count = 0.0, 0
    for input, target in loader:
        total += measure(model(input), target) * len(input)
        count += len(input)
    model.train(training)
    return total / max(count, 1)


def epoch_bar(standing, epochs, show):
    """Yield the epochs still to come, under a progress bar if `show`."""
    from tqdm import tqdm

    first = standing.epoch
    with tqdm(
        total=epochs, initial=first, desc="training", unit="epoch", disable=not show
    ) as bar:
        while standing.epoch < epochs and not standing.stopped:
            yield standing.epoch
            bar.update()
