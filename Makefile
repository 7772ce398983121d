# Everything that is done with this tree, by one word. `make` alone says which words there are.
MVN := ./mvnw
UNCHECKED := -DskipTests -Dspotless.check.skip -Dcheckstyle.skip -Dforbiddenapis.skip

.PHONY: help deps build demo dist test quick bench lint format clean

help: ## say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/^\([a-z-]*\):.*## /\1\t/' | expand -t 10

deps: ## install what is missing from the distribution (as root; else say what is missing)
	@ci/install-deps.sh

.PHONY: test-deps
test-deps:
	@ci/install-deps.sh --tests
	@ci/fetch-test-packages.sh

build: ## build ./ngxscope without running tests
	$(MVN) -q package $(UNCHECKED)
	@ci/archive-classes.sh

demo: deps build ## find the blocks of samples/blocking and write a report to out/
	@ci/demo.sh

dist: dist-deps ## make target/dist: the archive and the Debian package, which need no Java
	$(MVN) -q package -Pdist $(UNCHECKED)
	@ci/dist.sh

.PHONY: dist-deps dist-tree
dist-deps:
	@ci/install-deps.sh --dist

dist-tree: dist-deps
	$(MVN) -q package -Pdist $(UNCHECKED)
	@ci/dist.sh --tree

test: lint samples-test dist-tree ## install, build, run every test; needs that a host cannot meet are skipped with their reason
	$(MVN) verify

.PHONY: test-packaged
test-packaged: test-deps dist-tree ## run the tests of the command line against the program that users install
	$(MVN) verify -Dtest='none*' -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dngxscope.program="$$(ls target/dist/*/bin/ngxscope)"

.PHONY: samples-test
samples-test: test-deps
	@samples/lib/run-tests samples

quick: ## build and run the unit tests and checks only
	$(MVN) -q verify -DskipITs

bench: build ## measure what tracing and rendering cost, and a sample; takes ten minutes, wants an otherwise idle machine
	@ci/bench-block.sh
	@ci/bench-sample.sh
	@ci/bench-ffi.sh
	@ci/bench-reports.sh
	@ci/bench-heap.sh
	@ci/bench-intern.sh

.PHONY: agent-soak
agent-soak: build ## leave the agent alone with misbehaving samples for SOAK_SECONDS (1800), as root
	@ci/agent-soak.sh $(or $(SOAK_SECONDS),1800)

lint: test-deps ## check the shell scripts
	@ci/lint.sh

format: ## format the Java sources
	$(MVN) -q spotless:apply

clean: ## remove all that was built, and stop a sample that still runs
	@for sample in $$(samples/bin/sample-nginx list); do samples/bin/sample-nginx stop $$sample 2>/dev/null || true; done
	$(MVN) -q clean
	rm -rf out
