"""What a migration is shown is the same whether models gain in place or are drawn anew."""

from __future__ import annotations

from typing import Any

from django.core.management import load_command_class
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel, RemoveConstraint
from django.db.migrations.state import ModelState, ProjectState, StateApps

from chungtay.foundation.core.management.commands.migrate import Command
from chungtay.foundation.core.migrating import gains_in_place
from tests.lengths import WHOLE


def pupils_and_schools() -> list[Any]:
    key = ("id", models.BigAutoField(primary_key=True))
    school = ("school", models.ForeignKey("places.School", models.CASCADE, related_name="pupils"))
    return [
        CreateModel("School", [key, ("name", models.CharField(max_length=9))], {"indexes": [], "constraints": []}),
        CreateModel("Pupil", [key, ("number", models.IntegerField()), school], {"indexes": [], "constraints": []}),
        AddConstraint("pupil", models.UniqueConstraint(fields=["school", "number"], name="%(class)s_once")),
        AddIndex("school", models.Index(fields=["name"], name="school_by_name")),
        AddConstraint("pupil", models.CheckConstraint(condition=models.Q(number__gt=0), name="pupil_counted")),
        CreateModel("Place", [key, ("pupil", models.OneToOneField("places.Pupil", models.CASCADE))]),
        RemoveConstraint("pupil", "pupil_counted"),
        AddField("place", "beside", models.ForeignKey("places.School", models.SET_NULL, null=True)),
    ]


def seen(apps: StateApps) -> dict[str, Any]:
    """Of each model: all that its class was made of, and who points at it."""
    return {
        model._meta.label: [
            {name: str(value) for name, value in ModelState.from_model(model).options.items()},
            [(name, field.deconstruct()[1:]) for name, field in ModelState.from_model(model).fields.items()],
            sorted((each.related_model._meta.label, each.name) for each in model._meta.related_objects),
            [each.fields for each in model._meta.total_unique_constraints],
        ]
        for model in apps.get_models(include_auto_created=True)
    }


def drawn_anew(state: ProjectState) -> StateApps:
    return ProjectState({key: each.clone() for key, each in state.models.items()}, state.real_apps).apps


def test_after_each_operation_the_classes_are_those_that_django_draws_anew() -> None:
    state = ProjectState()
    assert seen(state.apps) == {}
    with gains_in_place():
        for number, operation in enumerate(pupils_and_schools()):
            operation.state_forwards("places", state)
            assert seen(state.apps) == seen(drawn_anew(state)), number
    pupil = state.apps.get_model("places", "Pupil")
    assert [each.name for each in pupil._meta.constraints] == ["pupil_once"]
    assert {each.name for each in pupil._meta.related_objects} == {"place"}


def test_a_model_keeps_its_class_when_another_points_at_it() -> None:
    """What the time is saved by; without it Django makes the class again."""
    school, pupil = pupils_and_schools()[:2]
    kept = []
    for quick in (True, False):
        state = ProjectState()
        school.state_forwards("places", state)
        before = state.apps.get_model("places", "School")
        if quick:
            with gains_in_place():
                pupil.state_forwards("places", state)
        else:
            pupil.state_forwards("places", state)
        kept.append(state.apps.get_model("places", "School") is before)
    assert kept == [True, False]


def test_models_of_real_migrations_are_the_same_in_the_end() -> None:
    """All apps below the register, whose accounts replace Django's; with ./run test --all every app."""
    loader, state = MigrationLoader(None), ProjectState()
    state.apps  # noqa: B018  from here on it is kept up
    with gains_in_place():
        for key in loader.graph._generate_plan(loader.graph.leaf_nodes(None if WHOLE else "registry"), at_end=True):
            state = loader.get_migration(*key).mutate_state(state, preserve=False)
    assert {"places.Unit", "accounts.User", "registry.Membership"} <= set(seen(state.apps))
    assert seen(state.apps) == seen(drawn_anew(state))


def test_migrate_is_the_quick_one() -> None:
    assert isinstance(load_command_class("chungtay.foundation.core", "migrate"), Command)
