"""Lists of people where they already lie: one set expression as SQL, asked of a database that is only read."""
