"""All of Minyi on one machine: four SQLite files, a broker, two workers, one web process, one supervisor."""
