"""What billing says to the report gate before it makes a debt that no report makes."""

from dataclasses import dataclass
from typing import Annotated

from marshmallow import validate

# The version of billing's at which the debt is to be made; until one tells of it, or of a later one, the gate is shut.
FenceVersion = Annotated[int, validate.Range(min=1, max=2**62)]


@dataclass(frozen=True, kw_only=True)
class FenceAnswer:
    """What inspection has heard of a file's gate when a fence is raised; one that is not above it shuts nothing."""

    known_version: int
