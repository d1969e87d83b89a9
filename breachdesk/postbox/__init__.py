"""A loopback mailbox for the demonstration: takes mail over SMTP and keeps it as files, sends nothing on."""
