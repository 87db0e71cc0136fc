"""What `make up` and the tests use to find or start RabbitMQ and PostgreSQL, and to run Gazban's processes."""
