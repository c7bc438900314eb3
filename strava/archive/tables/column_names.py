"""The column names of activities.csv, by language.

Strava translates the names, and adds columns over the years. Columns are known here by their
English names, and found by name in any of these languages.
"""

from __future__ import annotations


def _names(text: str) -> list[str]:
    return [" ".join(name.split()) for name in text.split(",")]


LONG_FORM = _names("""
Activity ID, Activity Date, Activity Name, Activity Type, Activity Description, Elapsed Time,
Distance, Max Heart Rate, Relative Effort, Commute, Activity Private Note, Activity Gear,
Filename, Athlete Weight, Bike Weight, Elapsed Time, Moving Time, Distance, Max Speed,
Average Speed, Elevation Gain, Elevation Loss, Elevation Low, Elevation High, Max Grade,
Average Grade, Average Positive Grade, Average Negative Grade, Max Cadence, Average Cadence,
Max Heart Rate, Average Heart Rate, Max Watts, Average Watts, Calories, Max Temperature,
Average Temperature, Relative Effort, Total Work, Number of Runs, Uphill Time, Downhill Time,
Other Time, Perceived Exertion, Type, Start Time, Weighted Average Power, Power Count,
Prefer Perceived Exertion, Perceived Relative Effort, Commute, Total Weight Lifted,
From Upload, Grade Adjusted Distance, Weather Observation Time, Weather Condition,
Weather Temperature, Apparent Temperature, Dewpoint, Humidity, Weather Pressure, Wind Speed,
Wind Gust, Wind Bearing, Precipitation Intensity, Sunrise Time, Sunset Time, Moon Phase, Bike,
Gear, Precipitation Probability, Precipitation Type, Cloud Cover, Weather Visibility, UV Index,
Weather Ozone, Jump Count, Total Grit, Average Flow, Flagged, Average Elapsed Speed,
Dirt Distance, Newly Explored Distance, Newly Explored Dirt Distance, Activity Count,
Total Steps, Carbon Saved, Pool Length, Training Load, Intensity, Average Grade Adjusted Pace,
Timer Time, Total Cycles, Recovery, With Pet, Competition, Long Run, For a Cause, With Kid,
Downhill Distance, Total Sets, Total Reps, Media
""")
"""The columns since 2022, in their order. Newer ones are added before the last."""
SHORT_FORM = _names(
    "Activity ID, Activity Date, Activity Name, Activity Type, Activity Description, Elapsed Time, "
    "Distance, Commute, Activity Gear, Filename"
)
"""The columns of 2019, in their order."""
_GERMAN = _names("""
Aktivitäts-ID, Aktivitätsdatum, Name der Aktivität, Aktivitätsart, Aktivitätsbeschreibung,
Verstrichene Zeit, Distanz, Max. Herzfrequenz, Relative Leistung, Pendeln,
Hinweis zur Privatsphäre für Aktivitäten, Aktivitätsausrüstung, Dateiname, Sportlergewicht,
Fahrradgewicht, Verstrichene Zeit, Bewegungszeit, Distanz, Höchstgeschw.,
Durchschnittliche Geschwindigkeit, Höhenzunahme, Höhenunterschied, Min. Höhe, Max. Höhe,
Max. Steigung, Durchschnittliche Steigung, Durchschnittliche positive Steigung,
Durchschnittliche negative Steigung, Max. Tritt-/Schrittfrequenz,
Durchschnittliche Trittfrequenz, Max. Herzfrequenz, Durchschnittliche Herzfrequenz, Max. Watt,
Durchschnittliche Watt, Kalorien, Max. Temperatur, Durchschnittliche Temperatur,
Relative Leistung, Gesamtarbeit, Anzahl Läufe, Bergaufzeit, Bergabzeit, Andere Zeit,
Gefühlte Anstrengung, Art, Startzeit, Gewichtete durchschnittliche Leistung, Leistungszahl,
Gefühlte Anstrengung verwenden, Gefühlte relative Leistung, Pendeln,
Insgesamt gestemmtes Gewicht, Von Upload, Auf Steigung angepasste Distanz,
Wetterbeobachtungszeit, Wetterlage, Wetter: Temperatur, Scheinbare Temperatur, Taupunkt,
Luftfeuchtigkeit, Wetter: Druck, Windgeschwindigkeit, Windböe, Windrichtung,
Niederschlagsintensität, Sonnenaufgangszeit, Sonnenuntergangszeit, Mondphase, Fahrrad,
Ausrüstung, Niederschlagswahrscheinlichkeit, Niederschlagsart, Wolkendecke,
Wetter: Sichtbarkeit, UV-Index, Wetter: Ozon, Sprunganzahl, Schwierigkeit insgesamt,
Durchschnittlicher Flow, Markiert, Durchschnittsgeschwindigkeit im Aufzeichnungszeitraum,
Auf Schotter zurückgelegte Distanz, Neu getestete Distanz, Neu getestete Schotterdistanz,
Aktivitätsanzahl, Schritte insgesamt, Eingesparte CO₂-Emissionen, Pool-Länge,
Trainingsbelastung, Intensität, Durchschnittliches auf Steigung angepasstes Tempo,
Stoppuhr-Zeit, Zyklen gesamt, Regeneration, Mit Haustier, Wettbewerb, Langer Lauf,
Für einen guten Zweck, Mit Kind, Abfahrtsdistanz
""")
_FRENCH = _names("""
ID de l'activité, Date de l'activité, Nom de l'activité, Type d'activité,
Description de l'activité, Temps écoulé, Distance, Fréquence cardiaque max., Effort relatif,
Déplacement-transport, Note privée sur les activités, Matériel utilisé pour l'activité,
Nom du fichier, Poids de l'athlète, Poids du vélo, Temps écoulé, Durée de déplacement,
Distance, Vitesse max., Vitesse moyenne, Dénivelé positif
""")
_SPANISH = {
    "ID de actividad": "Activity ID",
    "Fecha de la actividad": "Activity Date",
    "Nombre de la actividad": "Activity Name",
    "Tipo de actividad": "Activity Type",
    "Descripción de la actividad": "Activity Description",
    "Tiempo transcurrido": "Elapsed Time",
    "Distancia": "Distance",
    "Nota privada de actividad": "Activity Private Note",
    "Nombre del archivo": "Filename",
    "Tiempo en movimiento": "Moving Time",
    "Desnivel positivo": "Elevation Gain",
}
_DUTCH = {
    "Activiteits-ID": "Activity ID",
    "Datum van activiteit": "Activity Date",
    "Naam activiteit": "Activity Name",
    "Activiteitstype": "Activity Type",
    "Beschrijving van activiteit": "Activity Description",
    "Verstreken tijd": "Elapsed Time",
    "Afstand": "Distance",
    "Max. hartslag": "Max Heart Rate",
    "Bestandsnaam": "Filename",
    "Beweegtijd": "Moving Time",
    "Totale stijging": "Elevation Gain",
    "Gemiddelde hartslag": "Average Heart Rate",
}
_POLISH = {
    "Identyfikator aktywności": "Activity ID",
    "Data aktywności": "Activity Date",
    "Nazwa aktywności": "Activity Name",
    "Rodzaj aktywności": "Activity Type",
    "Czas całkowity": "Elapsed Time",
    "Dystans": "Distance",
    "Czas ruchu": "Moving Time",
}
_CHINESE = {
    "活动 ID": "Activity ID",
    "活动日期": "Activity Date",
    "活动名称": "Activity Name",
    "活动类型": "Activity Type",
    "活动描述": "Activity Description",
    "全程耗时": "Elapsed Time",
    "距离": "Distance",
    "文件名": "Filename",
}
_OTHER_ENGLISH = {"Avg Flow": "Average Flow", "Avg Elapsed Speed": "Average Elapsed Speed"}

NAMES: dict[str, dict[str, str]] = {
    "en": {name: name for name in LONG_FORM} | _OTHER_ENGLISH,
    "de": dict(zip(_GERMAN, LONG_FORM, strict=False)) | {"Medien": "Media"},
    "fr": dict(zip(_FRENCH, LONG_FORM, strict=False)),
    "es": _SPANISH,
    "nl": _DUTCH,
    "pl": _POLISH,
    "zh": _CHINESE,
}
"""The English name of each known name, by language."""

NAMES_UNTIL_JUNE_2019 = {
    "id": "Activity ID",
    "date": "Activity Date",
    "name": "Activity Name",
    "type": "Activity Type",
    "description": "Activity Description",
    "elapsed_time": "Elapsed Time",
    "distance": "Distance",
    "commute": "Commute",
    "gear": "Activity Gear",
    "filename": "Filename",
}
