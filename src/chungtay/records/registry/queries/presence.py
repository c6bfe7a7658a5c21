"""Is there anything in the register yet?"""

from chungtay.records.registry.models import Household


def any_household() -> bool:
    return Household.objects.exists()
