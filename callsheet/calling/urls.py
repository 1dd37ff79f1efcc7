"""This room's addresses."""

from django.urls import path

from callsheet.calling import hand_over_views, lead_views, outcome_views, record_views, views

urlpatterns: list = [
    path("", views.today, name="today"),
    path("sheet/", views.sheet_view, name="sheet"),
    path("keys/", views.keys, name="keys"),
    path("call/", views.call, name="call"),
    path("call/start/", views.start, name="call_start"),
    path("call/end/", views.end, name="call_end"),
    path("call/undo/", outcome_views.undo, name="call_undo"),
    path("call/summary/<int:session>/", views.summary, name="call_summary"),
    path("call/<int:lead>/", views.call_lead, name="call_lead"),
    path("call/<int:lead>/dial/", views.dial, name="call_dial"),
    path("call/<int:lead>/hand-over/", hand_over_views.hand_over, name="call_hand_over"),
    path("call/<int:lead>/outcome/", outcome_views.outcome, name="call_outcome"),
    path("call/<int:lead>/snooze/", outcome_views.snooze, name="call_snooze"),
    path("call/<int:lead>/looked-up/", views.looked_up, name="call_looked_up"),
    path("call/<int:lead>/number-looked-up/", views.number_looked_up, name="call_number_looked_up"),
    path("leads/<int:pk>/", lead_views.lead, name="lead"),
    path("leads/<int:pk>/note/", lead_views.note, name="lead_note"),
    path("leads/<int:pk>/snooze/", lead_views.snooze, name="lead_snooze"),
    path("leads/<int:pk>/wake/", lead_views.wake, name="lead_wake"),
    path("leads/<int:pk>/close/", lead_views.close, name="lead_close"),
    path("leads/<int:pk>/reopen/", lead_views.reopen, name="lead_reopen"),
    path("appointments/<int:pk>/outcome/", outcome_views.appointment_outcome, name="appointment_outcome"),
    path("appointments/<int:pk>/move/", outcome_views.appointment_move, name="appointment_move"),
    path("appointments/<int:pk>/appointment.ics", outcome_views.appointment_ics, name="appointment_ics"),
    path("records/", record_views.books, name="records"),
    path("records.pdf", record_views.pdf, name="records_pdf"),
    path("records.csv", record_views.csv, name="records_csv"),
    path("owners/<int:pk>/record/", record_views.record, name="record_of_owner"),
    path("owners/<int:pk>/record.pdf", record_views.pdf, name="record_pdf"),
    path("owners/<int:pk>/record.csv", record_views.csv, name="record_csv"),
    path("numbers-called/<str:number>/record/", record_views.record, name="record_of_number"),
    path("numbers-called/<str:number>/record.pdf", record_views.pdf, name="record_of_number_pdf"),
    path("numbers-called/<str:number>/record.csv", record_views.csv, name="record_of_number_csv"),
]
