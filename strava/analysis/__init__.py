"""What can be computed from the recording of an activity: streams in, measures out.

It is arithmetic over lists, and knows neither a database nor Flask. Times are seconds since the
start of the activity, distances meters, speeds meters per second, altitudes meters.
"""
