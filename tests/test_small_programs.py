"""Small programs that random ones were shrunk to: both libraries do the same."""

import pytest
import torch
import torch.nn.functional

import scratch


def leaf(dl, *values):
    return dl.tensor([float(value) for value in values], requires_grad=True)


def answer(question, tensor):
    try:
        return question(tensor)
    except RuntimeError:
        return "refused"


def mask_in_a_tuple(dl, f):
    x = dl.zeros(3)
    x[(dl.tensor([True, False, True]),)] = dl.tensor(2)
    x[None, dl.tensor([False, True, False])] = dl.tensor([3.0], dtype=dl.float64)
    return x


def number_where_bytes_select(dl, f):
    x = dl.zeros(3)
    x[dl.tensor([1, 0, 1], dtype=dl.uint8)] = 1.0
    return x


def other_dtype_where_positions_select(dl, f):
    x = dl.zeros(3)
    x[[0]] = dl.tensor(1)
    return x


def masked_beyond_the_dtype(dl, f):
    x = dl.zeros(2, dtype=dl.uint8)
    x[dl.tensor([True, False])] = dl.tensor(300)
    return x


def position_of_nothing(dl, f):
    return dl.zeros(0, 0)[[], [0]], dl.zeros(0, 3)[:, [5]], dl.zeros(2, 0)[[7]]


def position_outside(dl, f):
    return dl.zeros(1, 3)[:, [5]]


def negative_powers_of_whole_numbers(dl, f):
    base, exponent = dl.tensor([0, 1, -1, -1, 2, 3]), dl.tensor([-1, -2, -1, -2, -1, 2])
    return base**exponent, 1**exponent, 2**exponent, (-1) ** exponent


def bytes_divided(dl, f):
    x = dl.tensor([1, 2], dtype=dl.uint8)
    return -2 / x, dl.tensor(-1) / x, x / dl.tensor(-1)


def fraction_below_bytes(dl, f):
    return dl.full((2,), -0.5, dtype=dl.uint8)


def whole_number_below_bytes(dl, f):
    return dl.full((2,), -3, dtype=dl.uint8)


def linspace_of_nothing(dl, f):
    return dl.linspace(-0.7, 1, 0, dtype=dl.uint8), dl.linspace(0, 1, 1, dtype=dl.bool)


def linspace_below_bytes(dl, f):
    return dl.linspace(0, -0.7, 3, dtype=dl.uint8)


def clamp_of_bools(dl, f):
    return dl.tensor([True]).clamp(False)


def dropout_of_nothing(dl, f):
    x = leaf(dl, 1, 2)
    with dl.no_grad():
        y = f.dropout(x, 0.0)
    empty = dl.zeros(0, 2)
    return y is x, f.dropout(x, 0.5, False) is x, f.dropout(empty, 0.5) is empty


def number_transposed(dl, f):
    x = leaf(dl, 1)[0]
    return x.mT is x


def bernoulli_of_a_leaf(dl, f):
    x = leaf(dl, 0, 1)
    y = dl.bernoulli(x)
    y.sum().backward()
    return y, y.is_leaf, x.grad


def written_next_to_itself(dl, f):
    x = dl.ones(3)
    return x[1:].add_(x[:-1])


def written_into_itself(dl, f):
    x = dl.ones(3)
    return x.add_(x.expand(3)), x.copy_(x[:])


def number_into_itself(dl, f):
    x = dl.tensor(1.0)
    return x.view(1).mul_(x)


def view_of_what_becomes_a_leaf(dl, f):
    base = dl.ones(3)
    view = base[:2]
    base.requires_grad_()
    y = view * 2
    y.sum().backward()
    return view.requires_grad, view.is_leaf, y.requires_grad, base.grad


def view_written_before_its_base_is_a_leaf(dl, f):
    base = dl.ones(3)
    view = base[:2]
    base.add_(1)
    base.requires_grad_()
    (view * 2).sum().backward()
    return view.is_leaf, base.grad


def view_of_what_was_a_leaf(dl, f):
    x = leaf(dl, 1, 2)
    view = x[:1]
    x.requires_grad_(False)
    return view.add_(1)


def spread_of_too_few(dl, f):
    x = leaf(dl, 1)
    x.var(correction=2).backward()
    y = leaf(dl, float("-inf"))
    y.std().backward()
    return x.grad, y.grad


def copied_over_its_own_detached(dl, f):
    x = leaf(dl, 1, 2)
    y = x.detach().copy_(x)
    y.sum().backward()
    return x.grad


def joined_with_nothing(dl, f):
    x, empty = dl.ones(2, 2, requires_grad=True), dl.zeros(0, requires_grad=True)
    dl.cat([empty, x], 1).sum().backward()
    return x.grad, empty.grad


def number_written_as_a_view(dl, f):
    x = leaf(dl, 1, 2)
    y = x.mean().squeeze().mul_(2)
    (-y).backward()
    return x.grad


def over_a_subnormal(dl, f):
    x = leaf(dl, 1, -1e-40)
    (dl.zeros(2) / x).sum().backward()
    return x.grad


def layouts(dl, f):
    x, rows = dl.ones(2, 3).T, dl.ones(3, 2)
    made = x <= rows, rows + x, x + rows.int(), x.sum(0, keepdim=True), f.softmax(x, 0)
    made += dl.stack([x, x]), dl.cat([x, x]), rows[..., dl.tensor([0, 1])], x[[0, 1]]
    made += f.l1_loss(x, rows, reduction="none"), dl.where(x > 0, rows, x)
    return [y.is_contiguous() for y in made]


def refilled_in_the_order_of_its_layout(dl, f):
    dl.manual_seed(1)
    return dl.randn_like(dl.ones(3, 3).T - dl.ones(3, 3).int())


def views_of_what_becomes_a_leaf(dl, f):
    found = []
    for made in ("one of several", "without recording"):
        for written in ("never", "before", "after"):
            base = dl.ones(2)
            with dl.no_grad() if made == "without recording" else dl.enable_grad():
                view = list(base)[1] if made == "one of several" else base[1]
            if written == "before":
                base.mul_(2)
            base.requires_grad_()
            if written == "after":
                with dl.no_grad():
                    view.mul_(2)
            found += [view.requires_grad, answer(lambda v: v.is_leaf, view)]
            found.append(answer(lambda v: (v * 3).requires_grad, view))
            found += [view.long(), view > 1, view.bool()]
            found.append(answer(lambda v: v.retain_grad(), view))
            found.append(answer(lambda v: v.add_(1), view))
            found.append(view.requires_grad_(False).requires_grad)
    return found


def factor_of_a_view_of_a_leaf(dl, f):
    found = []
    for product in (lambda a, b: a * b, lambda a, b: a / b):
        x, y = leaf(dl, 1, 2), dl.ones(2)
        with dl.no_grad():
            view = x.view(2)
        z = product(view, y)
        y.add_(1)
        found.append(answer(lambda z: z.sum().backward(), z))
    x, y = leaf(dl, 1), dl.ones(1)
    with dl.no_grad():
        view = x.view(1)
    z = f.kl_div(view, y, reduction="sum")
    y.add_(1)
    return found, answer(lambda z: z.backward(), z), x.grad


def sign_of_bools_in_their_layout(dl, f):
    x = dl.tensor([[True, False], [False, False]]).mT.sign()
    return x.is_contiguous(), x.contiguous() is x


def choice_in_the_order_of_short_axes(dl, f):
    x = dl.tensor([[[[1]], [[1]]]], dtype=dl.int16)
    y = dl.where(dl.tensor(True), x, x.permute(1, 3, 0, 2))
    return y.is_contiguous()


def roots_of_minus_zero(dl, f):
    x, half = dl.tensor([-0.0, -float("inf"), -1.0]), dl.tensor(0.5)
    return x**half, x**0.5, x ** half.expand(3), x.double() ** half.double()


def gradient_of_a_view_read_anew(dl, f):
    x = leaf(dl, 1, 2)
    view = x.view(2, 1)
    y = view * 2
    with dl.no_grad():
        view.add_(1)
    view.retain_grad()
    y.sum().backward()
    return view.grad is None, x.grad


def like_what_is_repeated(dl, f):
    x = dl.ones(2).expand(2, 2, 2)
    made = dl.zeros_like(x), dl.ones_like(x), dl.full_like(x, 2.0)
    return [y.stride() for y in made], made


def products_in_rows(dl, f):
    x, weight = dl.ones(2, 3, 4, 1).permute(2, 0, 1, 3), dl.ones(2, 1)
    made = x @ dl.ones(1), x @ dl.ones(1, 2), dl.ones(4) @ dl.ones(2, 3, 4).mT
    return [y.is_contiguous() for y in (*made, f.linear(x, weight))]


def small_integers_as_positions(dl, f):
    x, found = dl.tensor([1.0, 2.0, 3.0]), []
    for dtype in (dl.int8, dl.int16):
        i = dl.tensor(1, dtype=dtype)
        found.append(x[i])
        found.append(x[(i,)])
        x[i] = 5.0
    return x, found


def small_integers_as_an_index(dl, f):
    return dl.ones(3)[dl.tensor([1], dtype=dl.int8)]


def last_bytes_of_large_numbers(dl, f):
    x = dl.tensor([2.0**40 + 7, -(2.0**33) - 3, 2.0**31 + 5], dtype=dl.float64)
    made = [dl.zeros(3, dtype=dl.uint8) for _ in range(3)]
    made[0].copy_(x)
    made[1][:] = x
    made[2].copy_(x.clone().requires_grad_())
    return x.to(dl.uint8), made


def zeros_of_losses_going_back(dl, f):
    found = []
    for loss in (f.mse_loss, f.huber_loss, f.smooth_l1_loss, f.l1_loss):
        x, y = leaf(dl, 1, 2), leaf(dl, 1, 2)
        loss(x, y).backward(dl.tensor(-1.0))
        found += [x.grad, y.grad]
    x, y = leaf(dl, 1, 2), leaf(dl, 0, 3)
    f.kl_div(x, y, reduction="sum", log_target=True).backward(dl.tensor(0.0))
    x, y = leaf(dl, 1, 1), leaf(dl, 1, 1)
    f.kl_div(x, y, reduction="none").backward(dl.tensor([1.0, -1.0]))
    return found, x.grad, y.grad


def zeros_beside_what_is_written(dl, f):
    x = leaf(dl, -0.0, 1, 2)
    y = -x
    y[1:2] = 5.0
    y[:0] = 1.0
    y.backward(dl.tensor([-0.0, -0.0, 1.0]))
    return x.grad


def zeros_of_products_going_back(dl, f):
    x, y, z = leaf(dl, 1, -1), leaf(dl, 0, -1), dl.ones(3, 2, requires_grad=True)
    (x @ y).backward(dl.tensor(0.0))
    (z @ x).backward(dl.tensor([1.0, 0.0, -0.0]))
    return x.grad, y.grad, z.grad


PROGRAMS = [
    value
    for name, value in list(globals().items())
    if getattr(value, "__module__", None) == __name__ and name not in ("leaf", "answer")
]
REFUSED = (
    *("number_where_bytes_select", "other_dtype_where_positions_select"),
    *("masked_beyond_the_dtype", "position_outside", "fraction_below_bytes"),
    *("linspace_below_bytes", "clamp_of_bools", "written_next_to_itself"),
    *("number_into_itself", "view_of_what_was_a_leaf", "small_integers_as_an_index"),
)


def plain(value):
    """Return values, shapes and dtypes as text that NaN and -0 are seen in."""
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if hasattr(value, "tolist"):
        return f"{value.tolist()} {value.dtype} {tuple(value.shape)}".replace(
            "torch.", ""
        )
    return value


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_both_libraries_do_the_same(program):
    found = []
    for dl, f in ((scratch, scratch), (torch, torch.nn.functional)):
        dl.manual_seed(0)
        try:
            found.append(plain(program(dl, f)))
        except (ValueError, TypeError, IndexError, RuntimeError):
            found.append("refused")
    assert found[0] == found[1]
    assert (found[1] == "refused") == (program.__name__ in REFUSED)
