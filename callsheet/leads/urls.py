"""This room's addresses."""

from django.urls import path

from callsheet.leads import (
    column_views,
    compared_views,
    do_not_call_views,
    import_views,
    letter_views,
    mend_views,
    question_views,
    same_home_views,
    source_views,
    views,
)

urlpatterns: list = [
    path("leads/", views.leads, name="leads"),
    path("leads/of/<int:pk>/", views.lead_of_home, name="lead_of_home"),
    path("may-i-call/<int:pk>/do-not-call/", do_not_call_views.request_made, name="request_made"),
    path("do-not-call/proposed/<int:pk>/meant/", do_not_call_views.proposed_meant, name="proposed_meant"),
    path("do-not-call/proposed/<int:pk>/not-meant/", do_not_call_views.proposed_not_meant, name="proposed_not_meant"),
    path("do-not-call/<int:pk>/mistaken/", views.request_mistaken, name="request_mistaken"),
    path("letters/", letter_views.letters, name="letters"),
    path("letters/print/", letter_views.letters_to_print, name="letters_to_print"),
    path("letters/<int:pk>/", letter_views.letter, name="letter"),
    path("letters/sent/", letter_views.done, {"kind": "letter"}, name="letters_sent"),
    path("doors/", letter_views.doors, name="doors"),
    path("doors/visited/", letter_views.done, {"kind": "door"}, name="doors_visited"),
    path("import/", import_views.imports, name="imports"),
    path("import/columns/", column_views.columns, name="columns"),
    path("import/<int:pk>/", import_views.import_, name="import"),
    path("import/<int:pk>/columns/", column_views.import_columns, name="import_columns"),
    path("import/<int:pk>/progress/", import_views.import_progress, name="import_progress"),
    path("import/<int:pk>/changed/<slug:kind>/", compared_views.import_changed, name="import_changed"),
    path("import/<int:pk>/rejected/", import_views.import_rejected, name="import_rejected"),
    path("import/<int:pk>/rejected/mend/", mend_views.import_mend, name="import_mend"),
    path("questions/status/<int:pk>/", question_views.status_word, name="status_word"),
    path("questions/same-home/<int:pk>/", question_views.same_home_answer, name="same_home"),
    path("questions/same-home/<int:pk>/back/", same_home_views.same_home_back_, name="same_home_back"),
    path("same-home/", same_home_views.same_homes, name="same_homes"),
    path("same-home/decided/", same_home_views.same_homes_decided, name="same_homes_decided"),
    path("sources/<int:pk>/", source_views.source, name="source"),
    path("sources/<int:pk>/confirm/", source_views.source_confirm, name="source_confirm"),
    path("sources/<int:pk>/name/", source_views.source_name, name="source_name"),
    path("sources/<int:pk>/fresh/", source_views.source_fresh, name="source_fresh"),
    path("sources/<int:pk>/scrub/", source_views.source_scrub, name="source_scrub"),
]
