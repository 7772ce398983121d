package io.ngxscope.agent.model;

/**
 * What nginx was working on.
 *
 * @param method HTTP method as received, such as {@code GET}; empty if not known
 * @param uri path without query string unless that was asked for
 */
public record Request(String method, String uri) {}
