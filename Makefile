.DEFAULT_GOAL := help
NAME ?= Change

.PHONY: help build test unit coverage format verify bench migrations

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

build: ## the whole solution, Release, warnings are errors
	dotnet build AutomationPlatform.slnx -c Release -v q --nologo

test: ## unit tests, both databases, real processes
	./test.sh

unit: ## what needs nothing but the SDK
	./test.sh unit

coverage: ## tests with a coverage report under artifacts/coverage
	./test.sh coverage

format: ## writes the code as the formatter wants it
	dotnet tool restore
	dotnet csharpier format .

verify: ## all that a change must pass: tests, formatting, migrations
	.ci/run

bench: ## benchmarks; their options: dotnet run … -- --help
	dotnet run --project benchmarks/AutomationPlatform.Benchmarks -c Release

migrations: ## make migrations NAME=AddThing, for both databases
	dotnet tool restore
	dotnet ef migrations add $(NAME) --project src/AutomationPlatform.Infrastructure --context PostgreSqlContext --output-dir PostgreSql/Migrations
	dotnet ef migrations add $(NAME) --project src/AutomationPlatform.Infrastructure --context SqliteContext --output-dir Sqlite/Migrations
