from django.urls import register_converter

from partnerships import converters

register_converter(converters.Reference, "reference")
register_converter(converters.DraftStep, "draft_step")
register_converter(converters.SideWord, "side")
register_converter(converters.SeatWord, "seat")

app_name = "partnerships"

creation = []

edit = []

people = []

gates = []

urlpatterns = [*creation, *edit, *people, *gates]
