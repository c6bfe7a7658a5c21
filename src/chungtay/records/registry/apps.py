from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "chungtay.records.registry"
    label = "registry"

    def ready(self) -> None:
        from chungtay.foundation.core.queries.chain import register_digest_checker
        from chungtay.foundation.core.queries.standing import register_standing_check
        from chungtay.foundation.places.operations import register_mover
        from chungtay.foundation.places.queries.people import register_counter
        from chungtay.records.registry.operations.reorganising import follow_groups
        from chungtay.records.registry.queries.counts import people_in_groups
        from chungtay.records.registry.queries.proof import first_changed_history, strayed_records

        register_digest_checker("registry.", first_changed_history)
        register_standing_check(strayed_records)
        register_counter(people_in_groups)
        register_mover(follow_groups)
