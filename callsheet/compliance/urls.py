"""This room's addresses."""

from django.urls import path

from callsheet.compliance import (
    assistants_views,
    emergency_views,
    house_views,
    list_views,
    permission_views,
    rule_views,
    views,
)
from callsheet.compliance.models import Consent, Relationship

urlpatterns: list = [
    path("rules/", rule_views.rules, name="rules"),
    path("rules/house/", house_views.house_rules, name="house_rules"),
    path("rules/house/<int:pk>/end/", house_views.end_house_rule, name="end_house_rule"),
    path("rules/emergencies/", emergency_views.declared, name="emergencies"),
    path("rules/emergencies/<int:pk>/lift/", emergency_views.lift, name="lift_emergency"),
    path("rules/assistants/", assistants_views.assistants_may_dial, name="assistants"),
    path("rules/assistants/<int:pk>/take-back/", assistants_views.take_back, name="assistants_take_back"),
    path("lists/", list_views.lists, name="lists"),
    path("lists/loads/<int:pk>/", list_views.list_load, name="list_load"),
    path("lists/loads/<int:pk>/progress/", list_views.list_load_progress, name="list_load_progress"),
    path("lists/loads/<int:pk>/accept/", list_views.list_load_accept, name="list_load_accept"),
    path("lists/loads/<int:pk>/leave/", list_views.list_load_leave, name="list_load_leave"),
    path("clearances/<int:pk>/", views.clearance, name="clearance"),
    path("may-i-call/<int:pk>/", views.may_i_call, name="may_i_call"),
    path("may-i-call/<int:pk>/looked-up/", views.number_looked_up, name="number_looked_up"),
    path("may-i-call/<int:pk>/reassigned/", permission_views.reassigned_looked_up, name="reassigned_looked_up"),
    path("may-i-call/<int:pk>/consent/", permission_views.consent_recorded, name="consent_recorded"),
    path("may-i-call/<int:pk>/relationship/", permission_views.relationship_recorded, name="relationship_recorded"),
    path("consents/<int:pk>/ended/", permission_views.ended, {"model": Consent}, name="consent_ended"),
    path("consents/<int:pk>/evidence/", permission_views.evidence, {"model": Consent}, name="consent_evidence"),
    path("relationships/<int:pk>/ended/", permission_views.ended, {"model": Relationship}, name="relationship_ended"),
    path(
        "relationships/<int:pk>/evidence/",
        permission_views.evidence,
        {"model": Relationship},
        name="relationship_evidence",
    ),
    path("rules/<str:code>/", rule_views.state, name="rules_state"),
]
