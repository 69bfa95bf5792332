"""What torch.cuda answers where there is no such device."""


def is_available():
    """Return whether there is a GPU: never."""
    return False


def is_bf16_supported():
    """Return whether a GPU knows bfloat16: there is none."""
    return False


def device_count():
    """Return the number of GPUs: 0."""
    return 0


def manual_seed(seed):
    """Seed the GPU's stream, which nothing draws from."""


def manual_seed_all(seed):
    """Seed the streams of all GPUs: none."""


def empty_cache():
    """Give memory of the GPU back: none."""


def synchronize(device=None):
    """Wait for the GPU: there is none."""


def memory_allocated(device=None):
    """Return how much of the GPU's memory is in use: none."""
    return 0


def max_memory_allocated(device=None):
    """Return how much of the GPU's memory was in use: none."""
    return 0


def current_device():
    """Refuse: there is no GPU."""
    raise RuntimeError("there is no GPU: scratch computes on the CPU alone")


def get_device_name(device=None):
    """Refuse: there is no GPU."""
    current_device()


def set_device(device):
    """Refuse: there is no GPU."""
    current_device()


class OutOfMemoryError(RuntimeError):
    """Memory of a GPU is used up: never raised, but scripts wait for it."""


def _refused(name):
    """Return a type of tensors on the GPU, which can be named and not made."""

    def create(*args):
        raise TypeError(f"type torch.cuda.{name} is not available: there is no GPU")

    create.__name__ = name
    create.__doc__ = "Refuse: there is no GPU."
    return create


FloatTensor, DoubleTensor = _refused("FloatTensor"), _refused("DoubleTensor")
HalfTensor, LongTensor = _refused("HalfTensor"), _refused("LongTensor")
IntTensor, ByteTensor = _refused("IntTensor"), _refused("ByteTensor")
BoolTensor = _refused("BoolTensor")
