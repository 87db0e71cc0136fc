"""Tariffs: what things cost, in versions that begin on a day and are frozen once used."""

from typing import Any

from flask import Blueprint, render_template, request

from portal.api import Problem
from portal.door import api
from portal.forms import decimal, done, send, shown_again, text, text_or_none, whole
from portal.pages.finance_shared import cursor, finance_only, given, percent
from portal.wording import _, digits, latin, number

pages = Blueprint("finance_tariffs", __name__, url_prefix="/finance/tariffs")

UNITS = ("concealed_stage", "pre", "final")
KINDS = ("concealed", "exposed")
OUTCOMES = ("concealed_stage", "defective", "absent_charged")
FEES = {"stage": "stage_fees_rials", "revisit": "revisit_fees_rials"}
SHARES = {
    "concealed_surcharge": "concealed_surcharge_basis_points",
    "inspector_share": "inspector_share_basis_points",
    "vat": "vat_basis_points",
    "withholding": "withholding_basis_points",
}
BLOCK_PRICING = ("per_meter", "per_visit")
UNUSED = ("kept", "credited")
_BASIS_POINTS = 100  # of a percent


@pages.get("/")
@finance_only
def index() -> str:
    """The versions, newest first."""
    return render_template("finance/tariffs.html", found=api().get("/tariffs", cursor=cursor()))


@pages.get("/new")
@finance_only
def new() -> str:
    """The form for another version, which begins with what holds today or with a version of one's choice."""
    return _new(_as_typed(_basis()))


def _new(values: Any, problem: Problem | None = None) -> str:
    return render_template(
        "finance/tariff_new.html",
        values=values,
        classes=list(_basis()["stage_fees_rials"]),
        problem=problem.renamed(_field_of) if problem else None,
        units=UNITS,
        kinds=KINDS,
        outcomes=OUTCOMES,
        block_pricing=BLOCK_PRICING,
        unused=UNUSED,
    )


@pages.post("/new")
@finance_only
@shown_again(lambda problem: _new(request.form, problem))
def create() -> Any:
    """Make it: a draft, or in force from a day on."""
    classes = list(_basis()["stage_fees_rials"])
    body: dict[str, Any] = {
        **{of: {each: whole(f"{fee}_{each}") for each in classes} for fee, of in FEES.items()},
        **{of: _basis_points(share) for share, of in SHARES.items()},
        "rounding_rials": whole("rounding_rials"),
        "registration": {kind: _registration(kind) for kind in KINDS},
        "coverage": {each: text(f"covers_{each}") for each in OUTCOMES if text(f"covers_{each}")},
        "block_pricing": text("block_pricing"),
        "unused_units": text("unused_units"),
        "effective_from": text_or_none("effective_from"),
    }
    made = send("/tariffs", body)
    return done(_("نسخهٔ تازه ساخته شد. اثرش را ببینید."), ".show", version=made["version"])


@pages.get("/<int:version>")
@finance_only
def show(version: int) -> str:
    """One version, what it would change, and from when it holds."""
    return _show(version)


def _show(version: int, problem: Problem | None = None, failed: str = "") -> str:
    tariff = api().get(f"/tariffs/{version}")
    sample = _sample()
    effects, refused = _effects(version, sample)
    return render_template(
        "finance/tariff.html",
        tariff=tariff,
        effects=effects,
        sample=sample,
        refused=refused,
        problem=problem,
        failed=failed,
        values=request.form,
        kinds=KINDS,
        percent=percent,
    )


def _sample() -> dict[str, Any] | None:
    classes = classes_of(given("meter_classes"))
    if not classes:
        return None
    kind = given("kind")
    return {
        "kind": kind if kind in KINDS else KINDS[0],
        "block": bool(given("block")),
        "meter_classes": classes,
    }


def classes_of(typed: str) -> list[str]:
    """Meter classes as they were typed: ``G4, g6 ×3`` is one and three."""
    found: list[str] = []
    for part in latin(typed).upper().replace("،", ",").replace("؛", ",").split(","):
        name, _times, count = part.replace("*", "×").partition("×")
        name, count = name.strip(), count.strip()
        if name:
            found += [name] * (min(int(count), 200) if count.isdecimal() else 1)
    return found[:200]


def _effects(version: int, sample: dict[str, Any] | None) -> tuple[Any, Problem | None]:
    path = f"/tariffs/{version}/preview"
    if sample is None:
        return api().post(path), None
    try:
        return api().post(path, {"sample": sample}), None
    except Problem as problem:
        if problem.status not in (400, 404, 409, 422):
            raise
        return api().post(path), problem


@pages.post("/<int:version>/activation")
@finance_only
@shown_again(lambda problem, version: _show(version, problem, "activate"))
def activate(version: int) -> Any:
    """From which day on it holds."""
    send(f"/tariffs/{version}/activation", {"effective_from": text_or_none("effective_from")})
    return done(_("روز اجرای این نسخه ثبت شد."), ".show", version=version)


@pages.post("/<int:version>/deletion")
@finance_only
@shown_again(lambda problem, version: _show(version, problem, "give-up"))
def give_up(version: int) -> Any:
    """Give up what is not in force yet."""
    api().delete(f"/tariffs/{version}")
    return done(_("نسخهٔ %(version)s کنار گذاشته شد.", version=digits(version)), ".index")


# -- between the API and the form


def _basis() -> dict[str, Any]:
    """The version that a new one begins with: of one's choice, or that of today."""
    wanted = given("from")
    if wanted.isdecimal():
        return dict(api().get(f"/tariffs/{wanted}"))
    versions = api().get("/tariffs", limit=200)["items"]
    return dict(next((each for each in versions if each["state"] == "in_force"), versions[-1]))


def _as_typed(tariff: dict[str, Any]) -> dict[str, Any]:
    """A version as somebody would have typed it."""
    return {
        **{f"{fee}_{each}": number(rials) for fee, of in FEES.items() for each, rials in tariff[of].items()},
        **{share: percent(tariff[of]) for share, of in SHARES.items()},
        **{
            f"count_{kind}_{unit}": digits(tariff["registration"].get(kind, {}).get(unit, 0))
            for kind in KINDS
            for unit in UNITS
        },
        **{f"covers_{outcome}": unit for outcome, unit in tariff["coverage"].items()},
        "rounding_rials": number(tariff["rounding_rials"]),
        **{name: tariff[name] for name in ("block_pricing", "unused_units")},
    }


def _basis_points(share: str) -> Any:
    percent = decimal(share)
    return round(percent * _BASIS_POINTS) if isinstance(percent, float) else percent


def _registration(kind: str) -> dict[str, Any]:
    counts = {unit: whole(f"count_{kind}_{unit}") for unit in UNITS}
    return {unit: count for unit, count in counts.items() if count}


def _field_of(name: str) -> str:
    """The field of the form that the API calls so: ``stage_fees_rials.G4`` is ``stage_G4``."""
    whole_name, _dot, part = name.partition(".")
    by_part = {
        **{of: fee for fee, of in FEES.items()},
        **{of: share for share, of in SHARES.items()},
        "registration": "count",
        "coverage": "covers",
    }
    field = by_part.get(whole_name, whole_name)
    return f"{field}_{part.replace('.', '_')}" if part else field
