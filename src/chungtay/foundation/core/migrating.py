"""Making tables in a third of the time: nothing is drawn anew where a model only gains something.

Most of a first start, and of a restore into an empty place, went into the classes by which Django shows a migration the
models as they then were: for each new model, constraint and index it makes those of all related models again. Here a
new model is made by itself, and a constraint or an index is added to the class that is there. All else (fields,
renames, removals) stays Django's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ModelState, ProjectState


@contextmanager
def gains_in_place() -> Iterator[None]:
    """The state before an operation shares its classes with the state after it; no operation that adds a model, a
    constraint or an index looks at the one before."""
    states: Any = ProjectState
    kept = states.add_model, states._append_option
    states.add_model, states._append_option = _add_model, _append_option
    try:
        yield
    finally:
        states.add_model, states._append_option = kept


def _add_model(state: Any, model_state: ModelState) -> None:
    key = model_state.app_label, model_state.name_lower
    state.models[key] = model_state
    if state._relations is not None:
        state.resolve_model_relations(key)
    if "apps" in state.__dict__:
        state.apps.render_multiple([model_state])


def _append_option(state: Any, app_label: str, model_name: str, option: str, added: Any) -> None:
    """`option` is "constraints" or "indexes"."""
    model_state = state.models[app_label, model_name]
    model_state.options[option] = [*model_state.options[option], added]
    if "apps" in state.__dict__:
        meta = state.apps.get_model(app_label, model_name)._meta
        setattr(meta, option, [*getattr(meta, option), *meta._format_names([added])])
        meta.original_attrs[option] = getattr(meta, option)
        meta.__dict__.pop("total_unique_constraints", None)  # kept once asked for
