#pragma once

#include <curl/curl.h>

// Swift cannot call variadic functions. Each wrapper fixes the type of the last argument, which libcurl knows by the
// option's name alone; the caller picks the wrapper that the option's documentation names.

static inline CURLcode stepd_curl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode stepd_curl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode stepd_curl_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode stepd_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode stepd_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}

typedef size_t (*stepd_curl_data_callback)(char *data, size_t size, size_t count, void *context);

static inline CURLcode stepd_curl_set_callback(CURL *easy, CURLoption option, stepd_curl_data_callback value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode stepd_curl_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode stepd_curl_get_pointer(CURL *easy, CURLINFO info, void **value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLMcode stepd_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

// The result and the handle of a message: its `data` is a union.
static inline CURLcode stepd_curl_message_result(const CURLMsg *message) {
    return message->data.result;
}
