"""A planned route: GPX without times, which is no activity."""

from __future__ import annotations

from .athlete_tables import Table

FILE_NAME = "routes/20260411.gpx"
TABLE: Table = [["Route Name", "Route Filename"], ["Long way to the bakery", FILE_NAME]]
GPX = b"""\
<?xml version="1.0" encoding="UTF-8"?>
<gpx creator="StravaGPX" version="1.1" xmlns="http://www.topografix.com/GPX/1/1">
 <trk>
  <name>Long way to the bakery</name>
  <trkseg>
   <trkpt lat="47.3105000" lon="5.0655000"><ele>245.0</ele></trkpt>
   <trkpt lat="47.3170000" lon="5.0713000"><ele>247.1</ele></trkpt>
   <trkpt lat="47.3244000" lon="5.0701000"><ele>251.9</ele></trkpt>
  </trkseg>
 </trk>
</gpx>
"""
