from django.urls import path

from chungtay.foundation.core import views

app_name = "core"
urlpatterns = [
    path("ngon-ngu/", views.set_language, name="set_language"),
    path("viec-nen/", views.jobs, name="jobs"),
    path("viec-nen/<number:number>/", views.job, name="job"),
    path("viec-nen/<number:number>/dung/", views.stop_job, name="stop_job"),
    path("viec-nen/<number:number>/lai/", views.job_again, name="job_again"),
    path("viec-nen/<number:number>/tep/", views.job_file, name="job_file"),
]
