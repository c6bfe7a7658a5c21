"""Looking a value up by a key that is itself a value."""

from typing import Any

from django import template

register = template.Library()


@register.filter
def under(values: dict[Any, Any], key: Any) -> Any:
    return values.get(key, "")
