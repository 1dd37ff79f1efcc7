"""The RESO Web API (OData v4): connection, limits, pages, and the walk through them that loses nothing."""
